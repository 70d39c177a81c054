// Between the signal to stop and the end, a process answers requests and says that it takes no new ones: a load balancer
// needs some seconds to notice.

let draining = false;

export function startDraining(): void {
  draining = true;
}

export const isDraining = (): boolean => draining;
