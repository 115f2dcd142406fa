"""The marketer's pages: what was counted, said, sent and trained, for people who sign in."""
