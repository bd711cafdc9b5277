import { describe, expect, it } from "vitest";
import { RefusedError } from "../api";
import { DecodeError } from "../decode";
import { UnreachableError } from "../unreachable_error";
import { refusalOf } from "./refusal";

describe("an error of a request", () => {
  it.each([
    [new RefusedError(404, 'no run "a"'), { reason: "refused", detail: 'no run "a"' }],
    [new DecodeError("the header is no JSON"), { reason: "unreadable", detail: "the header is no JSON" }],
    [new UnreachableError("connection refused"), { reason: "unreachable", detail: "Error: connection refused" }],
    [new RangeError("invalid length"), { reason: "mistake", detail: "RangeError: invalid length" }],
    ["thrown", { reason: "mistake", detail: "thrown" }],
  ])("tells why there is no answer: %s", (error, refusal) => {
    expect(refusalOf(error)).toEqual(refusal);
  });
});
