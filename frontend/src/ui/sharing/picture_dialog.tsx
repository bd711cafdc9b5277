import { type Signal, useSignal } from "@preact/signals";
import type { JSX } from "preact";
import { useState } from "preact/hooks";
import { firstChoice, orderOf, type PictureChoice } from "../../sharing/poster/choice";
import { fileName } from "../../sharing/poster/file_name";
import type { PosterMaker, PosterOrder } from "../../sharing/poster/poster";
import { savePicture } from "../../sharing/poster/save_picture";
import { isDrawable, pngBytes } from "../../sharing/sizes";
import type { Store } from "../../store/state";
import { Dialog } from "../dialog";
import type { DialogProps } from "../dialogs";
import { PICTURE } from "../strings/picture";
import { adoptStyle } from "../styles/adopt";
import { JobProgress } from "./job";
import { PictureFields } from "./picture_fields";
import style from "./poster_dialog.css?inline";
import { PosterPreview } from "./poster_preview";
import { useJob } from "./use_job";
import { useMaker } from "./use_maker";

adoptStyle(style);

/** A preview, and what it takes as a PNG. */
interface Measured {
  readonly bytes: number;
  readonly pixels: number;
}

/** The view as a picture: how large, on which background, and what stands around it. */
export function PictureDialog({ store, close }: DialogProps): JSX.Element {
  const making = useMaker(store).value;
  const job = useJob();
  const [choice, setChoice] = useState(() => firstChoice(store.theme.peek()));
  const measured = useSignal<Measured | null>(null);
  const problem = useSignal("");
  const saved = useSignal("");
  // The page behind may go on: the picture is of the step at which it was asked for.
  const [step] = useState(() => store.playhead.peek().step);
  const isCharts = store.choices.value.view === "charts";
  const maker = making.name === "open" ? making.maker : null;
  const order = maker === null ? null : orderOf(partsOf(choice, isCharts), maker.pictureSize);
  const change = (part: Partial<PictureChoice>): void => {
    saved.value = "";
    setChoice({ ...choice, ...part });
  };
  const start = (made: PosterMaker, ordered: PosterOrder): void => {
    saved.value = "";
    job.start(async (_, signal) => {
      const name = fileName(wordsOf(store, step), "png");
      const bytes = await savePicture(made, { order: ordered, step, name }, signal);
      saved.value = PICTURE.saved(name, bytes);
    });
  };
  const isBusy = job.state.value.name === "working";
  const size = maker === null || order === null ? null : maker.sizeOf(order);
  const canSave = size !== null && isDrawable(size) && !isBusy;
  return (
    <Dialog title={PICTURE.title} isWide={true} close={close}>
      <div class="poster-dialog">
        <PosterPreview
          making={making}
          order={order}
          step={step}
          isBusy={isBusy}
          drawn={(canvas) => {
            problem.value = "";
            measure(canvas, measured);
          }}
          failed={(error) => {
            problem.value = String(error);
          }}
        />
        <PictureFields
          choice={choice}
          captions={maker?.captions ?? {}}
          isCharts={isCharts}
          isBusy={isBusy}
          onChange={change}
        />
      </div>
      <div class="poster-actions">
        <p class="told">
          {size === null ? "" : PICTURE.pixels(size.width, size.height)}
          {size === null || measured.value === null
            ? ""
            : PICTURE.about(pngBytes(measured.value, size.width * size.height))}
        </p>
        <button
          type="button"
          class="main"
          disabled={!canSave}
          onClick={() => (maker === null || order === null ? undefined : start(maker, order))}
        >
          {PICTURE.save}
        </button>
        {size !== null && !isDrawable(size) ? <p class="problem">{PICTURE.tooLarge}</p> : null}
        {problem.value === "" ? null : <p class="problem">{problem.value}</p>}
        <JobProgress job={job} />
        <p role="status">{saved.value}</p>
      </div>
    </Dialog>
  );
}

/** The charts bring their own legends. */
function partsOf(choice: PictureChoice, isCharts: boolean): PictureChoice {
  return isCharts ? { ...choice, parts: { ...choice.parts, legend: false } } : choice;
}

/** What a picture of this is called. */
function wordsOf(store: Store, step: number): readonly string[] {
  const { view } = store.choices.peek();
  const subject = view === "embeddings" ? (store.parameter.peek() ?? view) : view;
  return [subject, `step-${Math.round(step)}`];
}

function measure(canvas: HTMLCanvasElement, measured: Signal<Measured | null>): void {
  const pixels = canvas.width * canvas.height;
  canvas.toBlob((blob) => {
    if (blob !== null) {
      measured.value = { bytes: blob.size, pixels };
    }
  });
}
