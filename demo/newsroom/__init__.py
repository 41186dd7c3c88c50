"""A sample newsroom: the press of Kestmark, an invented coastal country, on one loopback address.

Ten outlets in three languages publish through RSS, Atom, RDF and JSON Feed; some of their stories are
already out when the newsroom starts, others arrive while it runs. Whoever runs it calls
`newsroom.Newsroom`, `server.build_app` and `topics.TOPICS`; README.md says how to add an article.
"""
