"""Clusters: all of them, one of them, and how reviewers have them shown."""
