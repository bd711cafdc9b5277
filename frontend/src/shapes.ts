/** Whether JSON has the form that the page relies on: bits that flip on the way can make anything of it. Pure. */

/** Where a value is otherwise than it should be, below its own place; null where it is as it should be. */
export type Shape = (value: unknown) => string | null;

const HERE = "";

function check(isRight: (value: unknown) => boolean): Shape {
  return (value) => (isRight(value) ? null : HERE);
}

export const text = check((value) => typeof value === "string");
export const numeric = check((value) => typeof value === "number");
export const truth = check((value) => typeof value === "boolean");
export const record = check((value) => typeof value === "object" && value !== null && !Array.isArray(value));
export const numbers = listOf(numeric);
export const texts = listOf(text);

/** The same, or nothing: null, or left out. */
export function maybe(shape: Shape): Shape {
  return (value) => (value === null || value === undefined ? null : shape(value));
}

/** A list whose entries are all so. */
export function listOf(shape: Shape): Shape {
  return (value) => {
    if (!Array.isArray(value)) {
      return HERE;
    }
    for (let index = 0; index < value.length; index += 1) {
      const wrong = shape(value[index]);
      if (wrong !== null) {
        return `[${index}]${wrong}`;
      }
    }
    return null;
  };
}

/** An object that has these fields; a newer server may say more. */
export function fields(shapes: Readonly<Record<string, Shape>>): Shape {
  const entries = Object.entries(shapes);
  return (value) => {
    if (record(value) !== null) {
      return HERE;
    }
    for (const [name, shape] of entries) {
      const wrong = shape((value as Readonly<Record<string, unknown>>)[name]);
      if (wrong !== null) {
        return `.${name}${wrong}`;
      }
    }
    return null;
  };
}
