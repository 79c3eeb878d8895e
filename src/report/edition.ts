/** Edition of the specification that the catalogue's clauses follow. */
export const EDITION = "OPC 10000-6 (Part 6) 1.05";
