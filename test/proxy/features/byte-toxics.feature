@embedded
Feature: Faults on bytes that Toxiproxy does not have

  Scenario: corrupt flips the byte at its offset, and again every so many bytes
    Given the toxic "corrupt: offset 5, every 100" on what the server sends
    When the server connects
    And the server sends 106 bytes
    Then the client receives 106 bytes, of which those at 5, 105 are flipped
    When the server sends 144 bytes
    Then the client receives 250 bytes, of which those at 5, 105, 205 are flipped

  Scenario: a black hole loses what is sent; lifted, the same connection goes on
    Given the toxic "blackhole: after_bytes 3" on what the server sends
    When the server connects
    And the server sends 6 bytes
    Then the client has received 3 bytes and no more
    When the client sends 20 bytes
    Then the server receives 20 bytes
    When the toxic blackhole is removed
    And the server sends 3 bytes
    Then the client receives bytes 0 to 3, 6 to 9
    And the connection is open for the client

  Scenario: a black hole that stalls keeps data and close until it is lifted
    Given the toxic "blackhole: mode stall" on what the server sends
    When the server connects
    And the server sends 4 bytes
    And the server closes
    Then the client has received nothing
    When the toxic blackhole is removed
    Then the client receives 4 bytes
    And the connection ends for the client by FIN

  Scenario: a black hole may end the connection when it is lifted
    Given the toxic "blackhole: lift close" on what the server sends
    When the server connects
    And the server sends 4 bytes
    Then the client has received nothing
    When the toxic blackhole is removed
    Then the connection ends for the client by FIN
    And the client receives 0 bytes

  Scenario Outline: close_after ends a busy connection after its time, by <how>
    Given the toxic "close_after: delay 200, how <toxic>" on what the server sends
    When the server connects
    And the server sends 4 bytes
    Then the client receives 4 bytes
    And the connection ends for the client by <how> 200 ms after the dial
    And the connection ends for the server by <how>

    Examples:
      | toxic | how |
      | fin   | FIN |
      | rst   | RST |

  Scenario: half_close ends one direction, and answers still come back
    Given the toxic "half_close: after_bytes 4" on what the server sends
    When the server connects
    And the server sends 6 bytes
    Then the connection ends for the client by FIN
    And the client receives 4 bytes
    When the client sends 6 bytes
    Then the server receives 6 bytes
    And the connection is open for the server

  Scenario: packet_loss of 1 loses everything, of 0 nothing
    Given the toxic "packet_loss: loss_rate 1" on what the server sends
    And the toxic "packet_loss: loss_rate 0" on what the client sends
    When the server connects
    And the server sends 1460 bytes
    And the client sends 1460 bytes
    Then the server receives 1460 bytes
    And the client has received nothing

  Scenario: reset_peer may reset a silent connection at once
    When the server connects
    And the toxic "reset_peer: immediate true" on what the server sends
    Then the connection ends for the server by RST
    And the connection ends for the client by RST

  Scenario: idle_drop forgets a connection on which nothing was said; lifted, the same connection goes on
    Given the toxic "idle_drop: idle 400" on what the server sends
    When the server connects
    And the server sends 4 bytes
    Then the client receives 4 bytes
    When nothing is sent for 500 ms
    And the server sends 6 bytes
    And the client sends 20 bytes
    Then the server receives 20 bytes
    And the client has received 4 bytes and no more
    When the toxic idle_drop is removed
    And the server sends 2 bytes
    Then the client receives bytes 0 to 4, 10 to 12

  Scenario: idle_drop may answer what comes too late by RST
    Given the toxic "idle_drop: idle 400, mode rst" on what the server sends
    When the server connects
    And nothing is sent for 500 ms
    Then the connection is open for the server
    When the server sends 6 bytes
    Then the connection ends for the server by RST
    And the connection ends for the client by RST
    And the client receives 0 bytes
