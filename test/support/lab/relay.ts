import { connect, createServer, type Socket } from "node:net";

// For kernels that can't delay packets: relays TCP to `to` and delays each chunk by `delay` ms in both directions.
const [, , listen = "", to = "", delay = "0"] = process.argv;

createServer((near) => {
  const far = connect(5000, to);
  late(near, far);
  late(far, near);
}).listen(5000, listen, () => console.log("listening"));

function late(from: Socket, into: Socket): void {
  from.on("data", (piece) => setTimeout(() => into.write(piece), Number(delay)));
  from.on("end", () => setTimeout(() => into.end(), Number(delay)));
  from.on("error", () => into.destroy());
}
