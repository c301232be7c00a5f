"""The products of Creative Lab, a group of kinds of task of the client."""

from __future__ import annotations

from meshwright_api.meshy import tasks

from ..clients import AsyncGroup, BlockingGroup, Group
from ..core.methods import Awaited, Blocking
from ..tasks.attributes import Resource
from ..tasks.session import TaskSession


class _CreativeLab(Group[TaskSession]):
    figure_prototype = Resource(tasks.CREATIVE_LAB_FIGURE_PROTOTYPE)
    figure_build = Resource(tasks.CREATIVE_LAB_FIGURE_BUILD)
    vinyl_figure_prototype = Resource(tasks.CREATIVE_LAB_VINYL_FIGURE_PROTOTYPE)
    vinyl_figure_build = Resource(tasks.CREATIVE_LAB_VINYL_FIGURE_BUILD)
    brick_figure_prototype = Resource(tasks.CREATIVE_LAB_BRICK_FIGURE_PROTOTYPE)
    brick_figure_build = Resource(tasks.CREATIVE_LAB_BRICK_FIGURE_BUILD)
    lamp_prototype = Resource(tasks.CREATIVE_LAB_LAMP_PROTOTYPE)
    lamp_build = Resource(tasks.CREATIVE_LAB_LAMP_BUILD)
    keychain_prototype = Resource(tasks.CREATIVE_LAB_KEYCHAIN_PROTOTYPE)
    keychain_build = Resource(tasks.CREATIVE_LAB_KEYCHAIN_BUILD)
    fridge_magnet_prototype = Resource(tasks.CREATIVE_LAB_FRIDGE_MAGNET_PROTOTYPE)
    fridge_magnet_build = Resource(tasks.CREATIVE_LAB_FRIDGE_MAGNET_BUILD)
    keycap_prototype = Resource(tasks.CREATIVE_LAB_KEYCAP_PROTOTYPE)
    keycap_build = Resource(tasks.CREATIVE_LAB_KEYCAP_BUILD)
    fidget_pixel_prototype = Resource(tasks.CREATIVE_LAB_FIDGET_PIXEL_PROTOTYPE)
    fidget_pixel_build = Resource(tasks.CREATIVE_LAB_FIDGET_PIXEL_BUILD)
    fidget_collapsible = Resource(tasks.CREATIVE_LAB_FIDGET_COLLAPSIBLE)


class AsyncCreativeLab(_CreativeLab, AsyncGroup[TaskSession], Awaited):
    """Pictures become products to print, for asyncio."""


class CreativeLab(_CreativeLab, BlockingGroup[TaskSession], Blocking):
    """Pictures become products to print: most by a prototype, and a build of that prototype."""
