"""Training and scoring on Apache Spark; only what is asked to use Spark imports this room."""
