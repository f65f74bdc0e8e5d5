import type { Server } from 'node:http'
import type { Socket } from 'node:net'

/**
 * Node counts a connection on which nothing has ever been asked among the busy ones, and would wait for it at the end: the
 * idle ones that are closed are to be these as well. Browsers and pools of clients open such connections in advance.
 */
export function closeSilentWithIdle(server: Server): void {
  const sockets = new Set<Socket>()
  const closeIdleConnections = server.closeIdleConnections.bind(server)
  server.on('connection', (socket: Socket) => {
    sockets.add(socket)
    socket.once('close', () => sockets.delete(socket))
  })
  server.closeIdleConnections = () => {
    closeIdleConnections()
    for (const socket of sockets) if (socket.bytesRead === 0) socket.destroy()
  }
}
