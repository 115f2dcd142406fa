"""Conversations: messages kept, signals learned and taken back, people called in."""

from feedback.conversations.aims import Aim, aim_of, asks_for_assistant, asks_who_is_there, order_numbers
from feedback.conversations.handovers import hand_over
from feedback.conversations.messages import (
    NewMessage,
    conversation,
    current,
    keep,
    latest,
    message,
    messages,
    newest,
    purge,
    replies_to,
    since,
)
from feedback.conversations.sentiment import sentiment
from feedback.conversations.signals import NewSignal, active_signals, learn, withdraw
from feedback.conversations.tracker import TrackerStore

__all__ = [
    "Aim",
    "NewMessage",
    "NewSignal",
    "TrackerStore",
    "active_signals",
    "aim_of",
    "asks_for_assistant",
    "asks_who_is_there",
    "conversation",
    "current",
    "hand_over",
    "keep",
    "latest",
    "learn",
    "message",
    "messages",
    "newest",
    "order_numbers",
    "purge",
    "replies_to",
    "sentiment",
    "since",
    "withdraw",
]
