"""Pages for anybody: no account, no script, in the languages of `texts/`. All begin with /public,
so that a proxy can open them to the world and nothing else.
"""
