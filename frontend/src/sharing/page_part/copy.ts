/** Copies a part of the page as it stands, so that it can be drawn in any size: boxes, text, canvases and drawings. */

import { boxStrokes, isSeen, type Stroke } from "./boxes";
import { drawingOf } from "./drawings";
import { textStrokes } from "./texts";

export interface PagePart {
  /** In CSS pixels. */
  readonly width: number;
  readonly height: number;
  /** Draws it from (0, 0) on, in CSS pixels. */
  draw(context: CanvasRenderingContext2D): void;
}

/** Copies an element without what `isLeftOut` names; canvases are drawn as they are by then. */
export async function copyPart(root: Element, isLeftOut: (element: Element) => boolean): Promise<PagePart> {
  const { left, top, width, height } = root.getBoundingClientRect();
  const strokes: Stroke[] = [];
  const visit = async (element: Element): Promise<void> => {
    const style = getComputedStyle(element);
    if (isLeftOut(element) || !isSeen(element, style)) {
      return;
    }
    const box = element.getBoundingClientRect();
    const isClipped = style.overflowX !== "visible";
    strokes.push(...boxStrokes(box, style));
    if (isClipped) {
      strokes.push((context) => {
        context.save();
        context.beginPath();
        context.rect(box.left, box.top, box.width, box.height);
        context.clip();
      });
    }
    await visitContent(element, style, box);
    if (isClipped) {
      strokes.push((context) => context.restore());
    }
  };
  const visitContent = async (element: Element, style: CSSStyleDeclaration, box: DOMRect): Promise<void> => {
    if (element instanceof HTMLCanvasElement) {
      strokes.push((context) => context.drawImage(element, box.left, box.top, box.width, box.height));
      return;
    }
    if (element instanceof SVGSVGElement) {
      const image = await drawingOf(element);
      strokes.push((context) => context.drawImage(image, box.left, box.top, box.width, box.height));
      return;
    }
    for (const child of element.childNodes) {
      if (child instanceof Text) {
        strokes.push(...textStrokes(child, style));
      } else if (child instanceof Element) {
        // biome-ignore lint/performance/noAwaitInLoops: what comes later lies above
        await visit(child);
      }
    }
  };
  await visit(root);
  return {
    width,
    height,
    draw: (context) => {
      context.save();
      context.translate(-left, -top);
      for (const stroke of strokes) {
        stroke(context);
      }
      context.restore();
    },
  };
}
