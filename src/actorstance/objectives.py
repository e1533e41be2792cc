"""What training can ask of a model beside the stances: one mind in two readings, balance among three actors, steadiness under noise."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import torch
from torch import Tensor, nn
from torch.nn.functional import one_hot


def heeded(labels: Tensor, answers: Tensor, trusts: Tensor) -> Tensor:
    """What to learn of each pair, B × K × 3: its stance, and what a teacher says, by the teacher's share (Hinton, Vinyals & Dean 2015).

    Args:
        labels: B × K class ids; what stands for a padded pair does not matter.
        answers: B × K × 3, the teacher's probabilities.
        trusts: B × K, its share.

    Examples:
        >>> heeded(torch.tensor([[2]]), torch.tensor([[[0.5, 0.5, 0.0]]]), torch.tensor([[0.5]])).tolist()
        [[[0.25, 0.25, 0.5]]]
    """
    own = one_hot(labels.clamp(min=0), answers.shape[-1]).to(answers.dtype)
    return own + trusts[..., None] * (answers - own)


def disagreement(logits: Tensor, judged: Tensor) -> Tensor:
    """Summed symmetric Kullback–Leibler divergence between the two halves of a batch (R-Drop; Wu et al., NeurIPS 2021).

    Args:
        logits: 2B × K × 3, the same rows twice.
        judged: 2B × K, which pairs count.

    Examples:
        >>> disagreement(torch.zeros(2, 1, 3), torch.ones(2, 1, dtype=torch.bool)).item()
        0.0
    """
    first, second = logits.float().log_softmax(-1).chunk(2)
    divergence = ((first.exp() - second.exp()) * (first - second)).sum(-1)
    return (divergence * judged.chunk(2)[0]).sum()


def imbalance(logits: Tensor, places: Tensor, judged: Tensor) -> Tensor:
    """Summed probability of triads out of balance: my friend's friend whom I oppose, my friend's enemy whom I support, and so on.

    Structural balance (Heider 1946; Cartwright & Harary 1956) for stances: what A holds against C should have the sign of A toward B times
    that of B toward C, for all three pairs of a row that stand in such a chain.

    Args:
        logits: B × K × 3, in the order against, neutral, favor.
        places: B × K × 4, first and last place of each pair's target and of its holder; a pair without a holder has 0 there.
        judged: B × K, which pairs count.

    Examples:
        >>> sure = torch.tensor([[[0.0, 0, 99], [0, 0, 99], [99, 0, 0]]])  # A favors B, B favors C, A is against C
        >>> chain = torch.tensor([[[2, 2, 1, 1], [3, 3, 2, 2], [3, 3, 1, 1]]])
        >>> imbalance(sure, chain, torch.ones(1, 3, dtype=torch.bool)).item()
        1.0
    """
    against, _, favor = logits.float().softmax(-1).unbind(-1)
    target, holder = places[..., :2], places[..., 2:]
    real = judged & (holder[..., 0] > 0)

    def meet(one: Tensor, other: Tensor) -> Tensor:
        return ((one[:, :, None] == other[:, None]).all(-1) & real[:, :, None] & real[:, None]).float()

    same_holder, same_target, chained = meet(holder, holder), meet(target, target), meet(target, holder)

    def through(first: Tensor, second: Tensor) -> Tensor:
        """For every pair, the sum over the chains from its holder to its target of two probabilities' product."""
        begun = (same_holder * first[:, None]) @ chained
        return (begun * same_target * second[:, None]).sum(-1)

    friendly = through(favor, favor) + through(against, against)
    hostile = through(favor, against) + through(against, favor)
    return (friendly * against + hostile * favor).sum()


@contextmanager
def perturbed(embeddings: nn.Embedding, size: float) -> Iterator[None]:
    """Word embeddings moved by a step of the given length along their gradient, where the loss grows fastest; moved back at the end.

    The fast gradient method for text (Miyato, Dai & Goodfellow, ICLR 2017). Without a gradient nothing moves.

    Examples:
        >>> words = nn.Embedding(1, 2)
        >>> words.weight.grad = torch.tensor([[3.0, 4.0]])
        >>> before = words.weight.detach().clone()
        >>> with perturbed(words, 1.0):
        ...     step = (words.weight.detach() - before).round(decimals=4)
        >>> step.tolist(), torch.equal(words.weight, before)
        ([[0.6000000238418579, 0.800000011920929]], True)
    """
    kept = embeddings.weight.detach().clone()
    gradient = embeddings.weight.grad
    if gradient is not None and gradient.norm() > 0:
        with torch.no_grad():
            embeddings.weight += size * gradient / gradient.norm()
    try:
        yield
    finally:
        with torch.no_grad():
            embeddings.weight.copy_(kept)
