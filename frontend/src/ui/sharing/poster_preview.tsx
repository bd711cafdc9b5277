import type { JSX } from "preact";
import { useEffect, useLayoutEffect, useRef } from "preact/hooks";
import type { PosterMaker, PosterOrder } from "../../sharing/poster/poster";
import { DIALOG } from "../strings/dialogs";
import { PICTURE } from "../strings/picture";
import { copyOnto } from "./copy_onto";
import type { Making } from "./use_maker";

/** No larger than this on the page. */
const PREVIEW = { width: 520, height: 420 } as const;
const DELAY_MS = 30;

interface PreviewProps {
  readonly making: Making;
  /** Null while there is none: what was drawn before stands. */
  readonly order: PosterOrder | null;
  readonly step: number;
  /** Whether the maker is busy with something else. */
  readonly isBusy: boolean;
  /** Called with each drawn preview, and with why there is none. */
  drawn?(canvas: HTMLCanvasElement): void;
  failed(error: unknown): void;
}

/** What will be saved, small; drawn anew with every choice. */
export function PosterPreview({ making, order, step, isBusy, drawn, failed }: PreviewProps): JSX.Element {
  const canvas = useRef<HTMLCanvasElement>(null);
  const maker = making.name === "open" ? making.maker : null;
  const key = JSON.stringify([order, step]);
  // Drawing takes a while: what stands below must not move then, under a button that is being pressed.
  // biome-ignore lint/correctness/useExhaustiveDependencies: the order is in its key
  useLayoutEffect(() => {
    if (maker !== null && order !== null && canvas.current !== null) {
      makeRoom(maker, order, canvas.current);
    }
  }, [maker, key]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: the order is in its key
  useEffect(() => {
    if (maker === null || order === null || isBusy) {
      return;
    }
    const timer = setTimeout(() => {
      try {
        if (canvas.current !== null) {
          drawPreview(maker, order, step, canvas.current);
          drawn?.(canvas.current);
        }
      } catch (error) {
        failed(error);
      }
    }, DELAY_MS);
    return () => clearTimeout(timer);
  }, [maker, key, isBusy]);
  if (making.name === "failed") {
    return (
      <p class="problem" role="alert">
        {DIALOG.notLoaded}: {String(making.error)}
      </p>
    );
  }
  return (
    <figure class={order?.isTransparent === true ? "poster-preview transparent" : "poster-preview"}>
      <canvas ref={canvas} role="img" aria-label={PICTURE.preview} hidden={maker === null} />
      {maker === null ? <figcaption>{PICTURE.opening}</figcaption> : null}
    </figure>
  );
}

/** A poster's size on the page, in CSS pixels, and what its own pixels are scaled by. */
function previewSize(maker: PosterMaker, order: PosterOrder): { width: number; height: number; scale: number } {
  const { width, height } = maker.sizeOf({ ...order, pixelRatio: 1 });
  return { width, height, scale: Math.min(PREVIEW.width / width, PREVIEW.height / height) };
}

/** Lets a canvas take as much room as the poster that will be drawn onto it. */
function makeRoom(maker: PosterMaker, order: PosterOrder, { style }: HTMLCanvasElement): void {
  const { width, height, scale } = previewSize(maker, order);
  style.width = `${Math.round(width * scale)}px`;
  style.aspectRatio = `${width} / ${height}`;
}

/** Draws a poster small, onto a canvas that fits into the dialog. */
function drawPreview(maker: PosterMaker, order: PosterOrder, step: number, canvas: HTMLCanvasElement): void {
  const { scale } = previewSize(maker, order);
  const pixelRatio = Math.min(order.pixelRatio, scale * Math.max(1, window.devicePixelRatio));
  copyOnto(canvas, maker.draw({ ...order, pixelRatio }, step));
}
