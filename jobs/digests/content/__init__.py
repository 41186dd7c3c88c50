"""What a digest tells: which stories, in which order, in which sentences."""
