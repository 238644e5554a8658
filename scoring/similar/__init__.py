"""Companies that are like a company or a text, side by side, and what people say of pairs."""
