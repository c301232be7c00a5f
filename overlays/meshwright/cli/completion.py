"""The command that prints a completion script for commands, options, choices and files."""

from __future__ import annotations

import click

WHERE = {
    "bash": 'eval "$(meshwright completion bash)"   # in ~/.bashrc',
    "zsh": 'eval "$(meshwright completion zsh)"    # in ~/.zshrc',
    "fish": "meshwright completion fish > ~/.config/fish/completions/meshwright.fish",
}


@click.command(
    epilog="\b\n" + "\n".join(WHERE.values()),
)
@click.argument("shell", type=click.Choice(list(WHERE)))
@click.pass_context
def completion(context: click.Context, shell: str) -> None:
    """Print a script for SHELL that completes commands, options, choices and files."""
    from click.shell_completion import get_completion_class

    kind = get_completion_class(shell)
    assert kind is not None  # all three are click's own
    click.echo(kind(context.find_root().command, {}, "meshwright", "_MESHWRIGHT_COMPLETE").source())
