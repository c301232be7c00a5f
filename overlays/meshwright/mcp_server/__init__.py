"""An MCP server: the tools by which an agent makes models, derived from the specs of a day.

``tools`` lists them, ``desk`` performs them, ``buying`` buys each key once; ``serving`` alone needs the extra ``mcp``.
"""
