/**
 * The repository to which the doctor pushes, and from which it deletes. Registries list it even when it is empty, so it
 * is left out of syncs and its events are dropped. Its namespace is a reserved name.
 */
export const probeNamespace = "portus-doctor";
export const probeRepository = `${probeNamespace}/probe`;
