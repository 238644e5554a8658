"""Tables as files: reading one, writing one."""
