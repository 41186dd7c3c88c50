"""The parts of a running newsdigest, each an asynchronous context manager: together in one process, or each alone."""
