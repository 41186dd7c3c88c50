"""One HTTP request, politely and behind the guard; and what stands in the way of it."""
