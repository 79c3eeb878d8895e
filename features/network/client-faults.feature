@client @fault
Feature: A client's Reverse Connect over a bad network

  @NS-20
  Scenario: [1] A session opens over a network with a delay of 100 ms each way
    Given a network that delays everything by 100 ms
    And the client listens
    When a real server starts and dials the client
    Then the client opens a session on the real server

  @NS-20
  Scenario: [2] A session opens though every byte travels alone
    Given a network that cuts everything into pieces of 1 byte
    And the client listens
    When a real server starts and dials the client
    Then the client opens a session on the real server

  @NS-27 @requires:embedded-proxy
  Scenario Outline: [3] The client takes the next dial after a cut inside <message>
    Given a network that cuts the 1st <message> after <bytes> bytes
    And the client listens
    When a real server starts and dials the client
    Then the client opens a session on the real server

    Examples:
      | message           | bytes |
      | ReverseHello      | 5     |
      | ReverseHello      | 20    |
      | Hello             | 10    |
      | Acknowledge       | 10    |
      | OpenSecureChannel of the client | 30    |

  @NS-27 @requires:embedded-proxy
  Scenario Outline: [4] The client takes the next dial after a reset that follows <message>
    Given a network that resets the connection after the 1st <message>
    And the client listens
    When a real server starts and dials the client
    Then the client opens a session on the real server

    Examples:
      | message           |
      | ReverseHello      |
      | Hello             |
      | Acknowledge       |
      | OpenSecureChannel of the client |

  @NS-27
  Scenario: [5] An outage while a session is open
    Given a client with an open session
    When the network goes down
    And the network comes up again
    Then the client opens a session on the real server again

  @NS-27
  Scenario: [6] A network that flaps
    Given a client with an open session
    When the network goes down and up 3 times
    Then the client opens a session on the real server again

  @NS-20 @requires:embedded-proxy
  Scenario: [7] A ReverseHello that came late is still served
    Given a network that delays the 1st ReverseHello by 300 ms
    And the client listens
    When a real server starts and dials the client
    Then the client opens a session on the real server
