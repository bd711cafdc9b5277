/** The tab's entry: TensorBoard imports this module and calls `render`. */

import { createApi } from "./api";
import { openPage } from "./page";

/** Builds the page and starts to follow the server. */
export function render(): void {
  const server = createApi(routes());
  openPage(server, null);
}

/** The folder of the plugin's routes: that of this module, or the one that the development server passes on. */
function routes(): URL {
  const module = import.meta.url;
  return import.meta.env.DEV ? new URL("/data/plugin/paramviz/", module) : new URL(".", module);
}
