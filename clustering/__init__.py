"""The clustering model as a plain library: texts in, clusters, distances and phrases out.

`model` scores (NumPy only), `training` makes a model (scikit-learn), `artifact` turns it into bytes
and back. Nothing is imported here, so that a web process loads only the parts it uses.
"""
