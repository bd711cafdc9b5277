/** Backgrounds and borders of elements, as strokes on a canvas. */

/** Draws something at its place in the window. */
export type Stroke = (context: CanvasRenderingContext2D) => void;

const COLORS = /rgba?\([^)]*\)/gu;
const SIDES = ["Top", "Right", "Bottom", "Left"] as const;

/** Whether an element is on the page to be looked at, and not only to be heard. */
export function isSeen(element: Element, style: CSSStyleDeclaration): boolean {
  return (
    style.display !== "none" &&
    style.visibility === "visible" &&
    style.opacity !== "0" &&
    style.clipPath === "none" &&
    element.getClientRects().length > 0
  );
}

/** What lies behind an element's content, and around it. */
export function boxStrokes(box: DOMRect, style: CSSStyleDeclaration): readonly Stroke[] {
  return [...backgroundStrokes(box, style), ...borderStrokes(box, style)];
}

function backgroundStrokes(box: DOMRect, style: CSSStyleDeclaration): readonly Stroke[] {
  const radius = radiusOf(box, style);
  const fill =
    (paint: (context: CanvasRenderingContext2D) => string | CanvasGradient): Stroke =>
    (context) => {
      context.fillStyle = paint(context);
      context.beginPath();
      context.roundRect(box.left, box.top, box.width, box.height, radius);
      context.fill();
    };
  const stops = gradientStops(style.backgroundImage);
  return [
    ...(isClear(style.backgroundColor) ? [] : [fill(() => style.backgroundColor)]),
    ...(stops.length > 1 ? [fill((context) => gradientOf(context, box, stops))] : []),
  ];
}

/** The colours of a gradient from left to right, as legends have it; none of any other. */
export function gradientStops(image: string): readonly string[] {
  return image.startsWith("linear-gradient(to right") ? (image.match(COLORS) ?? []) : [];
}

function gradientOf(context: CanvasRenderingContext2D, box: DOMRect, stops: readonly string[]): CanvasGradient {
  const gradient = context.createLinearGradient(box.left, 0, box.right, 0);
  for (const [index, color] of stops.entries()) {
    gradient.addColorStop(index / (stops.length - 1), color);
  }
  return gradient;
}

function borderStrokes(box: DOMRect, style: CSSStyleDeclaration): readonly Stroke[] {
  const sides = SIDES.map((side) => ({
    side,
    width: style[`border${side}Style`] === "none" ? 0 : Number.parseFloat(style[`border${side}Width`]) || 0,
    color: style[`border${side}Color`],
  })).filter(({ width, color }) => width > 0 && !isClear(color));
  const [first] = sides;
  if (first === undefined) {
    return [];
  }
  if (sides.length === SIDES.length && sides.every(({ width }) => width === first.width)) {
    const half = first.width / 2;
    return [
      (context) => {
        context.strokeStyle = first.color;
        context.lineWidth = first.width;
        context.beginPath();
        context.roundRect(
          box.left + half,
          box.top + half,
          Math.max(0, box.width - first.width),
          Math.max(0, box.height - first.width),
          radiusOf(box, style),
        );
        context.stroke();
      },
    ];
  }
  return sides.map(({ side, width, color }) => (context) => {
    context.fillStyle = color;
    const isUpright = side === "Left" || side === "Right";
    context.fillRect(
      side === "Right" ? box.right - width : box.left,
      side === "Bottom" ? box.bottom - width : box.top,
      isUpright ? width : box.width,
      isUpright ? box.height : width,
    );
  });
}

function radiusOf(box: DOMRect, { borderTopLeftRadius }: CSSStyleDeclaration): number {
  const size = Number.parseFloat(borderTopLeftRadius) || 0;
  const radius = borderTopLeftRadius.includes("%") ? (size / 100) * box.width : size;
  return Math.min(radius, box.width / 2, box.height / 2);
}

function isClear(color: string): boolean {
  return color === "transparent" || color.endsWith(", 0)") || color.endsWith("/ 0)");
}
