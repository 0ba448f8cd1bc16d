"""Tracks that give back what another track brought, a moment later."""

from __future__ import annotations

import asyncio
import fractions
import time
from abc import abstractmethod
from collections import deque
from typing import Any

import av
from aiortc import MediaStreamTrack
from aiortc.mediastreams import MediaStreamError
from av.frame import Frame
from av.packet import Packet

# One hears and sees that it is an echo, not a mirror; the echo canceller of the other end lets it through.
DELAY_SECONDS = 0.8
LONGEST = 250  # frames that wait: five seconds of sound
AUDIO_RATE, AUDIO_SAMPLES = 48_000, 960
VIDEO_RATE, VIDEO_FPS = 90_000, 20
WIDTH, HEIGHT = 640, 360
CALM = (40, 128, 128)  # Y, U, V of the picture while there is none: dark grey


async def let_go(source: MediaStreamTrack) -> None:
    """Take this track's frames until it ends, and keep none."""
    while True:
        try:
            await source.recv()
        except MediaStreamError:
            return


class EchoTrack(MediaStreamTrack):
    """What `feed` is given comes out of `recv` after DELAY_SECONDS; silence or a calm picture until then."""

    frame_seconds: float

    def __init__(self) -> None:
        super().__init__()
        self._kept: deque[tuple[float, Any]] = deque(maxlen=LONGEST)
        self._begun: float | None = None
        self._sent = 0

    async def feed(self, source: MediaStreamTrack) -> None:
        """Take the frames of this track until it ends."""
        while self.readyState == "live":
            try:
                frame = await source.recv()
            except MediaStreamError:
                return
            due = time.monotonic() + DELAY_SECONDS
            self._kept.extend((due, one) for one in self._fitted(frame))

    async def recv(self) -> Frame:
        """The next frame, at its time."""
        if self.readyState != "live":
            raise MediaStreamError
        await self._pace()
        frame = self._due() or self._blank()
        return self._stamped(frame)

    async def _pace(self) -> None:
        now = time.monotonic()
        self._begun = now if self._begun is None else self._begun
        due = self._begun + self._sent * self.frame_seconds
        if due < now - 1:  # the machine fell behind: do not try to catch up
            self._begun += now - due
        await asyncio.sleep(max(0, due - now))
        self._sent += 1

    def _due(self) -> Frame | None:
        if self._kept and self._kept[0][0] <= time.monotonic():
            frame: Frame = self._kept.popleft()[1]
            return frame
        return None

    @abstractmethod
    def _fitted(self, frame: Frame | Packet[Any]) -> list[Any]:
        """What arrived, in the form that is sent."""

    @abstractmethod
    def _blank(self) -> Frame:
        """What is sent while nothing arrived."""

    @abstractmethod
    def _stamped(self, frame: Frame) -> Frame:
        """The frame with its time."""


class EchoAudio(EchoTrack):
    """Sound: frames of 20 ms."""

    kind = "audio"
    frame_seconds = AUDIO_SAMPLES / AUDIO_RATE

    def __init__(self) -> None:
        super().__init__()
        # One encoder takes one kind of frame: silence and what any codec brought are made alike.
        self._resampler = av.AudioResampler("s16", "stereo", AUDIO_RATE, AUDIO_SAMPLES)

    def _fitted(self, frame: Frame | Packet[Any]) -> list[Any]:
        return self._resampler.resample(frame) if isinstance(frame, av.AudioFrame) else []

    def _blank(self) -> av.AudioFrame:
        frame = av.AudioFrame(format="s16", layout="stereo", samples=AUDIO_SAMPLES)
        for plane in frame.planes:
            plane.update(bytes(plane.buffer_size))
        frame.sample_rate = AUDIO_RATE
        return frame

    def _stamped(self, frame: Frame) -> Frame:
        frame.pts = self._sent * AUDIO_SAMPLES
        frame.time_base = fractions.Fraction(1, AUDIO_RATE)
        return frame


class EchoVideo(EchoTrack):
    """A picture: at most VIDEO_FPS a second, no larger than WIDTH by HEIGHT: it is coded on the processor."""

    kind = "video"
    frame_seconds = 1 / VIDEO_FPS

    def __init__(self) -> None:
        super().__init__()
        self._last: av.VideoFrame | None = None

    def _due(self) -> Frame | None:
        """The newest that is due; where none is, the last one again."""
        newest: av.VideoFrame | None = None
        now = time.monotonic()
        while self._kept and self._kept[0][0] <= now:
            newest = self._kept.popleft()[1]
        self._last = newest or self._last
        return self._last

    def _fitted(self, frame: Frame | Packet[Any]) -> list[Any]:
        return [_scaled(frame)] if isinstance(frame, av.VideoFrame) else []

    def _blank(self) -> av.VideoFrame:
        frame = av.VideoFrame(WIDTH, HEIGHT, "yuv420p")
        for plane, value in zip(frame.planes, CALM, strict=True):
            plane.update(bytes([value]) * plane.buffer_size)
        self._last = frame
        return frame

    def _stamped(self, frame: Frame) -> Frame:
        frame.pts = int(self._sent * VIDEO_RATE / VIDEO_FPS)
        frame.time_base = fractions.Fraction(1, VIDEO_RATE)
        return frame


def _scaled(frame: av.VideoFrame) -> av.VideoFrame:
    """No larger than WIDTH by HEIGHT (turned for portrait), in even numbers of pixels."""
    width, height = (WIDTH, HEIGHT) if frame.width >= frame.height else (HEIGHT, WIDTH)
    scale = min(1, width / frame.width, height / frame.height)
    if scale == 1:
        return frame
    return frame.reformat(int(frame.width * scale) // 2 * 2, int(frame.height * scale) // 2 * 2)
