"""The tags of a reply: `<think> … </think> <answer> … </answer>` (DeepSeek-R1, arXiv 2501.12948, table 1)."""

THINK_OPEN, THINK_CLOSE = "<think>", "</think>"
ANSWER_OPEN, ANSWER_CLOSE = "<answer>", "</answer>"
