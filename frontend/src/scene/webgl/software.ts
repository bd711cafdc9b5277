/** Whether WebGL is drawn by the processor: there each sample of a pixel costs as much as the pixel. */

const DRAWN_BY_THE_PROCESSOR = /swiftshader|llvmpipe|softpipe|basic render|software/iu;

/** Whether a renderer of this name draws without a graphics card. Pure. */
export function isSoftware(name: string): boolean {
  return DRAWN_BY_THE_PROCESSOR.test(name);
}

/** The name of what would draw on this machine; empty where there is nothing, or it does not tell. */
export function rendererName(): string {
  const context = document.createElement("canvas").getContext("webgl2");
  if (context === null) {
    return "";
  }
  const names = context.getExtension("WEBGL_debug_renderer_info");
  const name: unknown = context.getParameter(names?.UNMASKED_RENDERER_WEBGL ?? context.RENDERER);
  // A browser gives a page few contexts.
  context.getExtension("WEBGL_lose_context")?.loseContext();
  return String(name);
}
