"""Conversations: messages kept, signals learned and taken back, people called in."""

from feedback.conversations.handovers import hand_over
from feedback.conversations.messages import (
    NewMessage,
    conversation,
    current,
    keep,
    latest,
    messages,
    newest,
    purge,
    replies_to,
    sent_at,
)
from feedback.conversations.signals import NewSignal, active_signals, learn, withdraw
from feedback.conversations.tracker import TrackerStore

__all__ = [
    "NewMessage",
    "NewSignal",
    "TrackerStore",
    "active_signals",
    "conversation",
    "current",
    "hand_over",
    "keep",
    "latest",
    "learn",
    "messages",
    "newest",
    "purge",
    "replies_to",
    "sent_at",
    "withdraw",
]
