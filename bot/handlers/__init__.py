"""The conversation: an input becomes one service call and one Screen."""
