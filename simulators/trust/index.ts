export { StrictCertificateManager } from "./strict-manager";
export { weaknessOf, type AllowedWeakness } from "./weakness";
