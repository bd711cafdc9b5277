/** Drawings (SVG) of the page as images that are sharp in any size. */

/** What the style sheet says of shapes, and what an image without the sheet would not know. */
const LOOKS = [
  "fill",
  "fill-opacity",
  "stroke",
  "stroke-width",
  "stroke-opacity",
  "stroke-dasharray",
  "stroke-linejoin",
  "opacity",
  "font-family",
  "font-size",
  "font-weight",
  "text-anchor",
  "visibility",
  "display",
] as const;

/** A drawing as an image of its size on the page. */
export async function drawingOf(element: SVGSVGElement): Promise<HTMLImageElement> {
  const copy = element.cloneNode(true) as SVGSVGElement;
  const originals = [element, ...element.querySelectorAll("*")];
  const copies = [copy, ...copy.querySelectorAll("*")];
  for (const [index, original] of originals.entries()) {
    const style = getComputedStyle(original);
    const looks = LOOKS.map((name) => `${name}:${style.getPropertyValue(name)}`);
    copies[index]?.setAttribute("style", looks.join(";"));
  }
  const { width, height } = element.getBoundingClientRect();
  copy.setAttribute("width", String(width));
  copy.setAttribute("height", String(height));
  copy.setAttribute("xmlns", "http://www.w3.org/2000/svg");
  const image = new Image(width, height);
  image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(new XMLSerializer().serializeToString(copy))}`;
  await image.decode();
  return image;
}
