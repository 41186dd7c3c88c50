"""What calls the jobs: the engine of one process, or one that many workers share."""
