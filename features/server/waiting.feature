@server
Feature: A waiting connection at all times (Part 6, 7.1.3)
  The server keeps one open socket without an active session at each client.

  @RC-031
  Scenario: [1] One connection waits while nothing happens
    Given a waiting connection
    Then a connection waits at our client

  # Part 6, 7.1.3 does not say how soon: it may be the server's next tick.
  @RC-032
  Scenario: [2] Another connection comes when a secure channel is open
    Given a connection with an open secure channel
    Then a connection waits at our client

  @RC-031
  Scenario: [3] One connection waits while a session is open
    Given a connection with an open session
    Then a connection waits at our client
    And the session of our client still works

  @NS-08
  Scenario: [4] A second session opens beside the first
    Given a connection with an open session
    Then our client gets a session on the next connection

  @RC-031
  Scenario: [5] One connection waits again after the session is closed
    Given a connection with an open session
    When our client closes the session
    Then a connection waits at our client

  @RC-031
  Scenario: [6] One connection waits at each of five clients
    Given a waiting connection at each of the clients A, B, C, D and E
    And our client C opens a session
    Then a connection waits at our client A
    And a connection waits at our client C
    And a connection waits at our client E

  @RC-031
  Scenario: [7] One connection waits beside five sessions
    Given a connection with an open session
    When our client gets a session on the next connection
    And our client gets a session on the next connection
    And our client gets a session on the next connection
    And our client gets a session on the next connection
    Then a connection waits at our client

  @RC-031
  Scenario: [8] One connection waits again after the connection of a session was cut
    Given a connection with an open session
    When our client drops the session's connection
    Then a connection waits at our client

  @RC-032
  Scenario: [9] One connection waits while a secure channel is open, and after it was closed
    Given a connection with an open secure channel
    Then a connection waits at our client
    When our client closes the channel
    Then a connection waits at our client

  @NS-09 @requires:max-session-count
  Scenario: [10] A server limited to one session dials again only when its one connection is closed
    Given a connection with an open secure channel of a server limited to one session
    Then exactly 0 connections wait at our client
    When our client closes the channel
    Then a connection waits at our client

  @NS-10 @requires:max-session-count
  Scenario: [11] A server limited to one session dials again when that session is closed
    Given a connection with an open session of a server limited to one session
    Then exactly 0 connections wait at our client
    When our client closes the session
    Then our client gets a session on the next connection

  # The specification has no upper limit: that a server keeps what it claims is a reading of ours.
  @RC-031 @reading @requires:one-waiting-connection
  Scenario: [12] Never two connections wait while nothing happens
    Given a waiting connection at each of the clients A and B
    Then exactly 1 connection waits at our client A
    And exactly 1 connection waits at our client B

  @RC-031 @reading @requires:one-waiting-connection
  Scenario: [13] Never two connections wait beside sessions, and after one of them
    Given a connection with an open session
    Then exactly 1 connection waits at our client
    When our client gets a session on the next connection
    Then exactly 1 connection waits at our client
    When our client closes the session
    Then exactly 1 connection waits at our client

  # Some servers end a connection that nobody uses after a while, and come back after their delay: none waits in between.
  @RC-031
  Scenario: [14] A connection waits at all times, over several of the server's own cycles
    Given a waiting connection
    Then a connection waits at our client at all times

  # No sentence says how soon a Hello is acknowledged. That another client need not wait for one that is slow is our reading.
  @NS-07 @reading
  Scenario: [15] A client that says nothing more after Acknowledge keeps no other client waiting
    Given a waiting connection at each of the clients A and B
    When our client A completes Hello and Acknowledge
    And our client B answers Hello
    Then the server sends Acknowledge to our client B with
      | ProtocolVersion | 0 |
