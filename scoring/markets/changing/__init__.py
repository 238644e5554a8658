"""What people have changed of their own clusters: asked for, done, told, undone."""
