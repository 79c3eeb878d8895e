@embedded
Feature: Faults on single OPC UA messages
  The n-th message of a type, counted over all connections since the fault came up. The server sends ReverseHello, Acknowledge and
  Message here, the client all others. The sentences are those of the conformance features (docs/steps.md).

  Scenario: a message is cut inside, on both sides, and only that one
    Given a network that cuts the 2nd ReverseHello after 5 bytes
    When the server connects
    And the server sends "ReverseHello"
    Then the client receives "ReverseHello"
    When the server connects
    And the server sends "ReverseHello"
    Then the connection ends for the client by FIN
    And the client receives "5 bytes of ReverseHello"
    And the connection ends for the server by FIN
    When back on the first connection
    Then the connection is open for the server

  Scenario Outline: the connection ends at a message: <fault>
    When the server connects
    And the server sends "ReverseHello"
    Then the client receives "ReverseHello"
    When the network <fault>
    And the server sends "Acknowledge, Message 1"
    Then the connection ends for the client by <how>
    And the client receives "<arrives>"
    And the connection ends for the server by <how>

    Examples:
      | fault                                            | how | arrives                               |
      | closes the connection before the 1st Acknowledge | FIN | ReverseHello                          |
      | closes the connection after the 1st Acknowledge  | FIN | ReverseHello, Acknowledge             |
      | resets the connection before the 1st Acknowledge | RST | ReverseHello                          |
      | resets the connection after the 1st Acknowledge  | RST | ReverseHello, Acknowledge             |
      | resets the 1st Acknowledge after 10 bytes        | RST | ReverseHello, 10 bytes of Acknowledge |

  Scenario Outline: a message is changed, and the stream goes on: <fault>
    Given a network that <fault>
    When the server connects
    And the server sends "ReverseHello, Message 1, Acknowledge, Message 2"
    And the server closes
    Then the connection ends for the client by FIN
    And the client receives "<arrives>"

    Examples:
      | fault                                                            | arrives                                                                  |
      | drops the 1st ReverseHello                                       | Message 1, Acknowledge, Message 2                                        |
      | drops the 2nd Message of the server                                         | ReverseHello, Message 1, Acknowledge                                     |
      | duplicates the 1st Acknowledge                                   | ReverseHello, Message 1, Acknowledge, Acknowledge, Message 2             |
      | swaps the 1st Acknowledge with the next message                  | ReverseHello, Message 1, Message 2, Acknowledge                          |
      | truncates the 1st Acknowledge to 12 bytes                        | ReverseHello, Message 1, 12 bytes of Acknowledge, Message 2              |
      | corrupts the 1st Acknowledge at byte 9                           | ReverseHello, Message 1, Acknowledge with byte 9 flipped, Message 2      |
      | rewrites the 1st Acknowledge so that "receiveBufferSize is 8191" | ReverseHello, Message 1, Acknowledge with 8191 at byte 12, Message 2     |
      | injects instead of the 1st Acknowledge the Error BadTimeout      | ReverseHello, Message 1, Error BadTimeout, Message 2                     |

  Scenario: a fault finds its message whatever the pieces are
    Given the toxic "slicer: average_size 3" on what the server sends
    And a network that drops the 2nd Message of the server
    When the server connects
    And the server sends "Message 1, Message 2, Message 3"
    Then the client receives "Message 1, Message 3"

  Scenario: a delayed message delays what follows, not what came before
    Given a network that delays the 1st Acknowledge by 200 ms
    When the server connects
    And the server sends "ReverseHello"
    Then the client receives "ReverseHello"
    When the server sends "Acknowledge, Message 1"
    Then the client receives "ReverseHello, Acknowledge, Message 1" after 200 ms

  Scenario: a held message waits, and what follows too, until the network heals
    Given a network that holds the 1st Acknowledge until it heals
    When the server connects
    And the server sends "Acknowledge, Message 1"
    Then the client has received nothing
    When the network heals
    Then the client receives "Acknowledge, Message 1"

  Scenario: the client seems to refuse the ReverseHello
    Given a network that answers the 1st ReverseHello with the Error BadTcpServerTooBusy
    When the server connects
    And the server sends "ReverseHello"
    Then the connection ends for the server by FIN
    And the server receives "Error BadTcpServerTooBusy"
    And the client receives 0 bytes

  Scenario: the Hello is lost on its way to the server
    Given a network that drops the 1st Hello
    When the server connects
    And the client sends "Hello, OpenSecureChannel"
    Then the server receives "OpenSecureChannel"
