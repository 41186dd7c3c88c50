"""What runs on a schedule: feeds, digests, deliveries, and the engine that ticks them."""
