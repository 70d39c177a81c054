import { connect, createServer, type Socket } from "node:net";

// A long wire for kernels that can't delay packets: relays TCP to `to`, each piece `delay` milliseconds late each way.
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
