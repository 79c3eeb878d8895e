import type { LinkObserver } from "../trace";

/** One observer that tells several, in this order. */
export function fanOut(...observers: readonly LinkObserver[]): LinkObserver {
  return {
    borrows: observers.every((observer) => observer.borrows === true),
    connection: (event) => observers.forEach((observer) => observer.connection(event)),
    data: (segment) => observers.forEach((observer) => observer.data(segment)),
    fault: (event) => observers.forEach((observer) => observer.fault(event)),
  };
}
