"""How much likelier an n-gram is inside a cluster than outside."""

import numpy as np

from clustering.text.arrays import Doubles, Indices

# How many imagined members weigh against what few members say
PRIOR_MEMBERS = 10
# Nothing is divided by 0, or has the logarithm of 0
TINY = 1e-9


def log_odds(presence: Doubles, sizes: Indices) -> Doubles:
    """k x V: by how many standard errors an n-gram is likelier inside a cluster than outside.

    `presence` (k x V) counts the members that have an n-gram, `sizes` (k) all members. Log-odds
    ratio with an informative Dirichlet prior (Monroe, Colaresi and Quinn, "Fightin' Words", 2008),
    on members instead of occurrences, so that one long text does not speak for all.
    """
    everywhere = presence.sum(axis=0)
    total = sizes.sum()
    members = sizes[:, None]
    prior = PRIOR_MEMBERS * everywhere / total
    prior_without = PRIOR_MEMBERS - prior

    inside = np.maximum(presence + prior, TINY)
    inside_without = np.maximum(members - presence + prior_without, TINY)
    outside = np.maximum(everywhere - presence + prior, TINY)
    members_outside = total - members
    presence_outside = everywhere - presence
    outside_without = np.maximum(members_outside - presence_outside + prior_without, TINY)

    odds_inside = np.log(inside / inside_without)
    odds_outside = np.log(outside / outside_without)
    standard_error = np.sqrt(1 / inside + 1 / outside)
    likelier = (odds_inside - odds_outside) / standard_error
    # What every member has sets nothing apart, whatever the sizes say
    sets_apart = everywhere < total
    return np.asarray(likelier * sets_apart)
