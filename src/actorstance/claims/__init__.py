"""From predictions to claims: shares of stances in a corpus, corrected for the classifier's errors with a small gold sample."""

from actorstance.claims.claim import Claim, Claims
from actorstance.claims.correction import Estimate, corrected_mean
from actorstance.claims.sampling import draw_sample
from actorstance.claims.shares import estimate_claims

__all__ = ["Claim", "Claims", "Estimate", "corrected_mean", "draw_sample", "estimate_claims"]
