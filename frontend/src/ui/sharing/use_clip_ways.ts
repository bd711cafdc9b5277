import { useEffect, useState } from "preact/hooks";
import { type ClipWay, clipWays } from "../../sharing/clip/formats";
import type { Size } from "../../store/state";

/** How this browser can write clips of a size; null until it has said so. */
export function useClipWays({ width, height }: Size): readonly ClipWay[] | null {
  const [ways, setWays] = useState<readonly ClipWay[] | null>(null);
  useEffect(() => {
    let isWanted = true;
    const show = (found: readonly ClipWay[]): void => {
      if (isWanted) {
        setWays(found);
      }
    };
    clipWays({ width, height }).then(show, () => show([]));
    return () => {
      isWanted = false;
    };
  }, [width, height]);
  return ways;
}
