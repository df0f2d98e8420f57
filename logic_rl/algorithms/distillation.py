"""A student learns a teacher's whole distribution over the next token, not only the token that was drawn.

Soft labels (Hinton, Vinyals and Dean, arXiv 1503.02531, section 2): with both distributions softened by a temperature
t, t^2 * KL(teacher || student), mixed with the loss of the drawn token; t^2 keeps the gradient's size as t grows. On
text that the student wrote itself the divergence is taken the other way round (MiniLLM, arXiv 2306.08543; generalised
knowledge distillation, arXiv 2306.13649): KL(student || teacher) makes it avoid what the teacher would not say.
Letters: N tokens, V vocabulary, K tokens that are kept.
"""

from __future__ import annotations

import torch


def soft_label_loss(
    student_NV: torch.Tensor, teacher_NV: torch.Tensor, temperature: float = 1.0, top_k: int = 0
) -> torch.Tensor:
    """t^2 * KL(teacher || student) of each token, nats, `[N]`, in float32.

    Args:
        student_NV, teacher_NV: logits.
        temperature: both distributions are softened by it.
        top_k: of the teacher's distribution only so many tokens count, made to sum to 1; 0 takes all.
    """
    student_NV = (student_NV.float() / temperature).log_softmax(-1)
    teacher_NV = teacher_NV.float() / temperature
    if top_k and top_k < teacher_NV.shape[-1]:
        teacher_NV, kept_NK = teacher_NV.topk(top_k, dim=-1)
        student_NV = student_NV.gather(1, kept_NK)
    teacher_NV = teacher_NV.log_softmax(-1)
    return temperature**2 * (teacher_NV.exp() * (teacher_NV - student_NV)).sum(-1)


def reverse_kl(student_NV: torch.Tensor, teacher_NV: torch.Tensor) -> torch.Tensor:
    """KL(student || teacher) at each token, nats, `[N]`, in float32, over the whole vocabulary.

    Its gradient is that of the expectation: how the student came to the tokens before is held fixed.
    """
    student_NV, teacher_NV = student_NV.float().log_softmax(-1), teacher_NV.float().log_softmax(-1)
    return (student_NV.exp() * (student_NV - teacher_NV)).sum(-1)
