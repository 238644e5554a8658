"""What is kept with a company besides what it says of itself: its tags, a note, who sent it."""
