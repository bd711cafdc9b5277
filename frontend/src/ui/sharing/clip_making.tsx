import { useSignal } from "@preact/signals";
import type { JSX } from "preact";
import { useRef, useState } from "preact/hooks";
import { type ClipChoice, clipOrder, clipSize, firstClip, typedSpan } from "../../sharing/clip/choice";
import type { Film } from "../../sharing/clip/film";
import type { ClipWay } from "../../sharing/clip/formats";
import { bitsPerSecond, type ClipSpan, frameCount, stepOfFrame } from "../../sharing/clip/frames";
import { makeClip } from "../../sharing/clip/make";
import { fileName } from "../../sharing/poster/file_name";
import type { PosterMaker } from "../../sharing/poster/poster";
import { save } from "../../sharing/save";
import type { Store } from "../../store/state";
import { CLIP } from "../strings/picture";
import { ClipFields } from "./clip_fields";
import { copyOnto } from "./copy_onto";
import { JobProgress } from "./job";
import { PosterPreview } from "./poster_preview";
import { useClipWays } from "./use_clip_ways";
import { useJob } from "./use_job";
import { useMaker } from "./use_maker";

/** The preview shows where in the clip. */
const PREVIEW_SHARE = 0.5;
const BITS_PER_BYTE = 8;
/** While a clip is made, the preview shows one of so many of its frames. */
const SHOWN_FRAMES = 5;

/** What the clip is to be, what it will be, and the way there. */
export function ClipMaking({ store }: { store: Store }): JSX.Element {
  const making = useMaker(store).value;
  const job = useJob();
  const pace = store.choices.peek().settings.filmPace;
  const [choice, setChoice] = useState(() => firstClip(store.domain.peek(), store.theme.peek(), pace));
  const problem = useSignal("");
  const saved = useSignal("");
  const preview = useRef<HTMLCanvasElement | null>(null);
  const ways = useClipWays(clipSize(choice.height));
  const way = wayOf(choice, ways ?? []);
  const maker = making.name === "open" ? making.maker : null;
  const span = spanOf(choice, maker);
  const isBusy = job.state.value.name === "working";
  const start = (made: PosterMaker, chosen: ClipWay, its: ClipSpan): void => {
    saved.value = "";
    const film = filmOf(made, choice, its, preview);
    job.start(async (report, signal) => {
      const blob = await makeClip(film, chosen, report, signal);
      const name = fileName(wordsOf(store, its), chosen.format);
      signal.throwIfAborted();
      save(blob, name);
      saved.value = CLIP.saved(name, blob.size);
    });
  };
  return (
    <>
      <div class="poster-dialog">
        <div>
          <PosterPreview
            making={making}
            order={clipOrder(choice)}
            step={span === null ? store.playhead.peek().step : stepOfFrame(span, PREVIEW_SHARE)}
            isBusy={isBusy}
            drawn={(canvas) => {
              preview.current = canvas;
              problem.value = "";
            }}
            failed={(error) => {
              problem.value = String(error);
            }}
          />
          <Prospect choice={choice} ways={ways} way={way} />
        </div>
        <ClipFields
          choice={choice}
          ways={ways ?? []}
          captions={maker?.captions ?? {}}
          isBusy={isBusy}
          isSpan={maker === null || span !== null}
          onChange={(part) => {
            saved.value = "";
            setChoice({ ...choice, ...part });
          }}
        />
      </div>
      <div class="poster-actions">
        <p class="told">{estimate(choice)}</p>
        <button
          type="button"
          class="main"
          disabled={maker === null || way === undefined || span === null || isBusy}
          onClick={() => (maker === null || way === undefined || span === null ? undefined : start(maker, way, span))}
        >
          {CLIP.make}
        </button>
        {problem.value === "" ? null : <p class="problem">{problem.value}</p>}
        <JobProgress job={job} />
        <p role="status">{saved.value}</p>
      </div>
    </>
  );
}

/** How the clip will be made, or why there can be none. */
function Prospect({
  choice,
  ways,
  way,
}: {
  choice: ClipChoice;
  ways: readonly ClipWay[] | null;
  way: ClipWay | undefined;
}): JSX.Element {
  if (ways === null) {
    return <p class="note">{CLIP.looking}</p>;
  }
  if (way === undefined) {
    return (
      <p class="problem" role="alert">
        {CLIP.none}
      </p>
    );
  }
  return <p class="note">{way.name === "record" ? CLIP.realTime(choice.seconds) : CLIP.offline}</p>;
}

/** The chosen format's way, or the first. */
function wayOf({ format }: ClipChoice, ways: readonly ClipWay[]): ClipWay | undefined {
  return ways.find((way) => way.format === format) ?? ways[0];
}

/** The stretch of the training that the clip shows; null while it is none. */
function spanOf(choice: ClipChoice, maker: PosterMaker | null): ClipSpan | null {
  const typed = maker === null ? null : typedSpan(choice, maker.store.domain.peek());
  return maker === null || typed === null
    ? null
    : { ...typed, snapshotSteps: maker.store.snapshotSteps.peek(), pace: choice.pace };
}

function rateOf({ height, framesPerSecond }: ClipChoice): number {
  const { width } = clipSize(height);
  return bitsPerSecond(width, height, framesPerSecond);
}

function estimate(choice: ClipChoice): string {
  const frames = frameCount(choice.seconds, choice.framesPerSecond);
  const { width, height } = clipSize(choice.height);
  return CLIP.estimate(width, height, frames, (rateOf(choice) * choice.seconds) / BITS_PER_BYTE);
}

/** A film of its own: the page's playhead stays where it is. */
function filmOf(
  maker: PosterMaker,
  choice: ClipChoice,
  span: ClipSpan,
  preview: { readonly current: HTMLCanvasElement | null },
): Film {
  const order = clipOrder(choice);
  let drawn = 0;
  return {
    canvas: maker.canvas,
    frames: frameCount(choice.seconds, choice.framesPerSecond),
    framesPerSecond: choice.framesPerSecond,
    bitsPerSecond: rateOf(choice),
    draw: (share) => {
      const canvas = maker.draw(order, stepOfFrame(span, share));
      if (preview.current !== null && drawn % SHOWN_FRAMES === 0) {
        copyOnto(preview.current, canvas);
      }
      drawn += 1;
    },
  };
}

/** What a clip of this is called. */
function wordsOf({ choices, parameter }: Store, { first, last }: ClipSpan): readonly string[] {
  const { view } = choices.peek();
  const subject = view === "embeddings" ? (parameter.peek() ?? view) : view;
  return [subject, `steps-${Math.round(first)}-${Math.round(last)}`];
}
