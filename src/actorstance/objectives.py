"""What training can ask of a model beside the stances: the answers of a teacher, and one mind in two readings."""

from __future__ import annotations

from torch import Tensor
from torch.nn.functional import one_hot


def distillation_targets(labels: Tensor, answers: Tensor, trusts: Tensor) -> Tensor:
    """What to learn of each pair, B × K × 3: its stance, and what a teacher says, by the teacher's share (Hinton, Vinyals & Dean 2015).

    Args:
        labels: B × K class ids; what stands for a padded pair does not matter.
        answers: B × K × 3, the teacher's probabilities.
        trusts: B × K, its share.

    Examples:
        >>> import torch
        >>> distillation_targets(torch.tensor([[2]]), torch.tensor([[[0.5, 0.5, 0.0]]]), torch.tensor([[0.5]])).tolist()
        [[[0.25, 0.25, 0.5]]]
    """
    own = one_hot(labels.clamp(min=0), answers.shape[-1]).to(answers.dtype)
    return own + trusts[..., None] * (answers - own)


def rdrop_divergence(logits: Tensor, judged: Tensor) -> Tensor:
    """Summed symmetric Kullback–Leibler divergence between the two halves of a batch (R-Drop; Wu et al., NeurIPS 2021).

    The sum of both directions, beside a loss that is the mean over both readings: a weight of 1 is the paper's alpha of 2.

    Args:
        logits: 2B × K × 3, the same rows twice.
        judged: 2B × K, which pairs count.

    Examples:
        >>> import torch
        >>> rdrop_divergence(torch.zeros(2, 1, 3), torch.ones(2, 1, dtype=torch.bool)).item()
        0.0
    """
    first, second = logits.float().log_softmax(-1).chunk(2)
    divergence = ((first.exp() - second.exp()) * (first - second)).sum(-1)
    return (divergence * judged.chunk(2)[0]).sum()
