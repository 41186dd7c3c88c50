"""From the bytes of a feed to its entries. Runs in worker processes, since bytes are anybody's."""
