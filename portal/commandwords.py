"""What click itself says on the command line, in Chinese with its English beside it."""

import re
import sys
from collections.abc import Sequence
from typing import Any

import click
from click.exceptions import NoArgsIsHelpError

_HEADINGS = {"Options": "选项 Options", "Commands": "命令 Commands", "Positional arguments": "参数 Arguments"}

_SAID = (
    (r"No such option:? '?([^' ]+?)'?\.(?: Did you mean (.+)\?)?", "没有选项 {0}", "，是不是 {1}"),
    (r"No such command '([^']+)'\.(?: Did you mean (.+)\?)?", "没有命令 {0}", "，是不是 {1}"),
    (r"Missing argument '([^']+)'\.?", "缺少参数 {0}", ""),
    (r"Missing option '([^']+)'\.?", "缺少选项 {0}", ""),
    (r"Missing command\.", "请写明要执行的命令", ""),
    (r"Got unexpected extra arguments? \((.*)\)", "多出的参数 {0}", ""),
    (r"Option '([^']+)' requires an argument\.", "选项 {0} 后面要写明取值", ""),
    (r"Option '([^']+)' does not take a value\.", "选项 {0} 不带取值", ""),
    (r"Invalid value for '([^']+)': .* is not a valid integer\.", "{0} 应为整数", ""),
    (r"Invalid value for '([^']+)': .* is not one of (.*)\.", "{0} 的取值不对", "，应为 {1} 之一"),
    (r"Invalid value for '([^']+)': .* is not in the range (.*)\.", "{0} 的取值不对", "，应在 {1} 之内"),
    (r"Invalid value for '([^']+)':.*", "{0} 的取值不对", ""),
    (r"Could not open file '([^']+)':.*", "打不开文件 {0}", ""),
)
"""click's sentences: as it says them, in Chinese, and what follows where it has a guess."""


def in_chinese(message: str) -> str:
    """One of click's sentences in Chinese; "" for any other, which is the project's own."""
    for pattern, said, guess in _SAID:
        found = re.fullmatch(pattern, message.strip(), re.S)
        if found:
            parts = [part or "" for part in found.groups()]
            return (said + (guess if len(parts) > 1 and parts[1] else "")).format(*parts)
    return ""


class Formatter(click.HelpFormatter):
    """Headings of a help page in both languages."""

    def write_usage(self, prog: str, args: str = "", prefix: str | None = None) -> None:
        """The line of how the command is written."""
        super().write_usage(prog, args, "用法 Usage: " if prefix is None else prefix)

    def write_heading(self, heading: str) -> None:
        """A heading over options or commands."""
        super().write_heading(_HEADINGS.get(heading, heading))


class SpokenContext(click.Context):
    """A command's context with that formatter."""

    formatter_class = Formatter


class SpokenCommand(click.Command):
    """A command whose help and errors are in both languages."""

    context_class = SpokenContext

    def get_help_option(self, ctx: click.Context) -> click.Option | None:
        """--help, in both languages."""
        found = super().get_help_option(ctx)
        if found is not None:
            found.help = "显示这段说明 (show this message)"
        return found


class SpokenGroup(SpokenCommand, click.Group):
    """A group of such commands; what it is called with is checked by click, what it says is said here."""

    command_class = SpokenCommand
    group_class = type

    def main(self, args: Sequence[str] | None = None, prog_name: str | None = None, **more: Any) -> Any:  # type: ignore[override]
        """Run, and end the process with the status; a mistake of the caller is said in a sentence."""
        if not more.pop("standalone_mode", True):
            return super().main(args, prog_name, standalone_mode=False, **more)
        try:
            ended = super().main(args, prog_name, standalone_mode=False, **more)
        except click.ClickException as error:
            _show(error)
            sys.exit(error.exit_code)
        except click.Abort:
            click.echo("已中止 (aborted)", err=True)
            sys.exit(1)
        sys.exit(ended if isinstance(ended, int) else 0)


def _show(error: click.ClickException) -> None:
    if isinstance(error, NoArgsIsHelpError):
        error.show()
        return
    context = error.ctx if isinstance(error, click.UsageError) else None
    if context is not None:
        click.echo(context.get_usage(), err=True)
        click.echo(f"说明见 (for help): {context.command_path} --help\n", err=True)
    message = error.format_message()
    chinese = in_chinese(message)
    click.echo(f"错误 (error)：{chinese} ({message})" if chinese else f"错误 (error)：{message}", err=True)
