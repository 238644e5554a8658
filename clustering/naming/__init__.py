"""Members of clusters -> what each cluster is called, and the phrases that set it apart.

A name comes from the rows' own categories and industries where they tell the clusters apart, else
from phrases.
"""

from clustering.naming.choice import names
from clustering.naming.members import Members
from clustering.naming.phrases import phrases

__all__ = ["Members", "names", "phrases"]
