"""What a second worker adds: fetching, filing, making digests and sending, on PostgreSQL and on SQLite.

The workers are processes of their own and do what the jobs do, until nothing is left. On a machine with few cores the
clock says little: what counts is the processor time a piece takes, in the workers and in the database, and that it
stays the same when more of them work at once.
"""
